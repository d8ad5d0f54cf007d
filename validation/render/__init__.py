"""Runners rendered with a pelvis that is known exactly."""

from validation.render.backdrop import Backdrop
from validation.render.body import Body
from validation.render.camera import Camera, Viewport
from validation.render.clip import Encoding, clip_truth, make_clip
from validation.render.gait import Gait
from validation.render.outfit import Cloth, Outfit
from validation.render.picture import Light, Sensor
from validation.render.renderer import Renderer
from validation.render.sampling import random_scene
from validation.render.scene import Bystander, Scene, pose_at
from validation.render.truth import StepTruth, Truth, cadence_spm, step_truths, truth_at

__all__ = [
    "Backdrop", "Body", "Bystander", "Camera", "Cloth", "Encoding", "Gait", "Light", "Outfit",
    "Renderer", "Scene", "Sensor", "StepTruth", "Truth", "Viewport", "cadence_spm", "clip_truth",
    "make_clip", "pose_at", "random_scene", "step_truths", "truth_at",
]  # fmt: skip
