"""Rasterising with OpenGL on EGL: a processor's software driver is enough."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from validation.render.camera import Camera, Viewport
from validation.render.character import Character
from validation.render.picture import Light
from validation.render.solids import TEXTURE
from validation.render.solids import textures as solid_textures

CHARACTER_VERTEX = """
#version 330
in vec3 position; in vec3 normal; in vec2 around; in float along; in float layer; in float bias;
uniform mat4 clip; uniform vec3 eye;
out vec3 shading_normal; out vec2 direction; out float row; flat out float sheet;
void main() {
    vec4 place = clip * vec4(position, 1.0);
    vec4 nearer = clip * vec4(position + bias * normalize(eye - position), 1.0);
    gl_Position = vec4(place.xy, nearer.z / nearer.w * place.w, place.w);
    shading_normal = normal; direction = around; row = along; sheet = layer;
}
"""
CHARACTER_FRAGMENT = """
#version 330
in vec3 shading_normal; in vec2 direction; in float row; flat in float sheet;
uniform sampler2DArray cloth; uniform vec3 lamp; uniform vec2 strength;
out vec4 colour;
void main() {
    float column = fract(atan(direction.y, direction.x) / 6.2831853 + 1.0);
    vec4 own = texture(cloth, vec3(column, row, sheet));
    vec3 n = normalize(shading_normal);
    float inside = gl_FrontFacing ? 1.0 : 0.55;
    float lit = strength.x * max(0.85 * dot(n, lamp) + 0.15, 0.0);
    float even = strength.y * (0.82 + 0.18 * n.z);
    colour = vec4(own.rgb * (lit + even) * inside, 1.0);
}
"""
SOLID_VERTEX = """
#version 330
in vec3 position; in vec3 normal; in vec2 uv; in float layer; in vec3 tint;
uniform mat4 clip; uniform vec3 shift;
out vec3 shading_normal; out vec2 place; flat out float sheet; out vec3 paint;
void main() {
    gl_Position = clip * vec4(position + shift, 1.0);
    shading_normal = normal; place = uv; sheet = layer; paint = tint;
}
"""
SOLID_FRAGMENT = """
#version 330
in vec3 shading_normal; in vec2 place; flat in float sheet; in vec3 paint;
uniform sampler2DArray surfaces; uniform vec3 lamp; uniform vec2 strength; uniform float sky;
out vec4 colour;
void main() {
    vec3 own = texture(surfaces, vec3(place, sheet)).rgb * paint;
    float lit = strength.x * (0.5 + 0.4 * dot(normalize(shading_normal), lamp)) + strength.y;
    colour = vec4(own * (abs(sheet - sky) < 0.5 ? 1.0 : lit), 1.0);
}
"""
SHADOW_VERTEX = """
#version 330
in vec3 position; in vec2 spot; in float depth;
uniform mat4 clip;
out vec2 place; out float darkness;
void main() { gl_Position = clip * vec4(position, 1.0); place = spot; darkness = depth; }
"""
SHADOW_FRAGMENT = """
#version 330
in vec2 place; in float darkness;
out vec4 colour;
void main() {
    float fade = 1.0 - smoothstep(0.0, 1.0, length(place));
    colour = vec4(0.0, 0.0, 0.0, darkness * fade * fade);
}
"""
SAMPLES = 4
KEPT_CHARACTERS = 6
KEPT_SOLIDS = 12
KEPT_FRAMES = 12


def headless_context() -> moderngl.Context:
    """An OpenGL context without a screen.

    Raises
    ------
    RuntimeError
        If the system has no OpenGL driver that works without a screen.
    """
    options: dict[str, Any] = {"standalone": True, "backend": "egl"}
    try:
        return moderngl.create_context(**options)
    except Exception as error:
        raise RuntimeError(
            "Rendering needs OpenGL on EGL, and it could not be started. On Debian install "
            "libegl1, libegl-mesa0, libgl1-mesa-dri and libgl1."
        ) from error


@dataclass(eq=False)
class _Buffers:
    array: moderngl.VertexArray
    owned: list[Any]
    moving: moderngl.Buffer | None = None
    sheets: moderngl.TextureArray | None = None

    def release(self) -> None:
        for item in [self.array, *self.owned]:
            item.release()


def release(frame: moderngl.Framebuffer) -> None:
    """Free a framebuffer and what it draws into, which it does not free by itself."""
    attached = [*frame.color_attachments, frame.depth_attachment]
    frame.release()
    for buffer in attached:
        if buffer is not None:
            buffer.release()


@dataclass(eq=False)
class Rasteriser:
    """One OpenGL context; not to be shared between threads or processes."""

    context: moderngl.Context = field(default_factory=headless_context)
    _frames: dict[tuple[int, int, int], tuple[moderngl.Framebuffer, moderngl.Framebuffer]] = field(
        default_factory=dict
    )
    _characters: OrderedDict[int, tuple[Character, _Buffers]] = field(default_factory=OrderedDict)
    _solids: OrderedDict[int, tuple[Any, _Buffers]] = field(default_factory=OrderedDict)
    _surfaces: OrderedDict[int, moderngl.TextureArray] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        make: Any = self.context.program
        self._cloth = make(vertex_shader=CHARACTER_VERTEX, fragment_shader=CHARACTER_FRAGMENT)
        self._solid = make(vertex_shader=SOLID_VERTEX, fragment_shader=SOLID_FRAGMENT)
        self._shadow = make(vertex_shader=SHADOW_VERTEX, fragment_shader=SHADOW_FRAGMENT)

    def begin(
        self, camera: Camera, viewport: Viewport, t: float, light: Light, *, smooth: bool = True
    ) -> None:
        """Clear a picture of the viewport's size and aim all programs; ``smooth`` its edges."""
        self._target, self._resolved = self._framebuffer(viewport.size, SAMPLES if smooth else 0)
        self._target.use()
        self._target.clear(0.0, 0.0, 0.0, 0.0, 1.0)
        self.context.enable(moderngl.DEPTH_TEST | moderngl.BLEND)
        self.context.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA
        clip = camera.clip_matrix(viewport, t).T.astype("f4").tobytes()
        for program in (self._cloth, self._solid, self._shadow):
            program["clip"].write(clip)
        for program in (self._cloth, self._solid):
            program["lamp"].value = tuple(light.towards)
            program["strength"].value = (light.direct, light.ambient)
        self._cloth["eye"].value = tuple(camera.position_m)
        self._solid["sky"].value = float(TEXTURE["sky"])

    def finish(self) -> NDArray[np.uint8]:
        """The picture drawn since ``begin``: (height, width, 4), premultiplied by alpha."""
        if self._resolved is not self._target:
            self.context.copy_framebuffer(self._resolved, self._target)
        width, height = self._resolved.size
        raw = np.frombuffer(self._resolved.read(components=4), np.uint8)
        return raw.reshape(height, width, 4)[::-1]

    def draw_character(self, person: Character, skinned: NDArray[np.floating[Any]]) -> None:
        buffers = self._kept(self._characters, person, KEPT_CHARACTERS, self._load_character)
        assert buffers.moving is not None
        assert buffers.sheets is not None
        buffers.moving.write(np.ascontiguousarray(skinned))
        buffers.sheets.use(0)
        buffers.array.render()

    def draw_solids(
        self,
        arrays: tuple[NDArray[np.floating[Any]], NDArray[np.int32]],
        seed: int,
        shift_m: tuple[float, float, float] = (0.0, 0.0, 0.0),
        *,
        keep: bool = True,
    ) -> None:
        self._surface_textures(seed).use(0)
        self._solid["shift"].value = shift_m
        if keep:
            self._kept(self._solids, arrays, KEPT_SOLIDS, self._load_solids).array.render()
            return
        buffers = self._load_solids(arrays)
        buffers.array.render()
        buffers.release()

    def draw_shadows(self, spots: NDArray[np.floating[Any]]) -> None:
        """Soft dark ellipses (n, 6): x, y, z, half width, half length, darkness."""
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]], np.float32)
        rows = [
            [x + a * w, y + b * h, z, a, b, dark]
            for x, y, z, w, h, dark in spots
            for a, b in corners
        ]
        buffer = self.context.buffer(np.array(rows, "f4"))
        layout = [(buffer, "3f 2f 1f", "position", "spot", "depth")]
        array = self.context.vertex_array(self._shadow, layout)
        self._target.depth_mask = False
        array.render()
        self._target.depth_mask = True
        array.release()
        buffer.release()

    def _framebuffer(self, size: tuple[int, int], samples: int) -> tuple[Any, Any]:
        """Where to draw, and where to read the result from."""
        key = (*size, samples)
        if key not in self._frames:
            if len(self._frames) >= KEPT_FRAMES:
                for frame in {id(f): f for pair in self._frames.values() for f in pair}.values():
                    release(frame)
                self._frames.clear()
            make = self.context
            depth = make.depth_renderbuffer(size, samples=samples)
            colour = make.renderbuffer(size, 4, samples=samples)
            target = make.framebuffer([colour], depth)
            resolved = make.framebuffer([make.renderbuffer(size, 4)]) if samples else target
            self._frames[key] = (target, resolved)
        return self._frames[key]

    @staticmethod
    def _kept(
        store: OrderedDict[int, Any], item: Any, limit: int, load: Callable[[Any], _Buffers]
    ) -> _Buffers:
        key = id(item)
        if key not in store:
            store[key] = (item, load(item))
            if len(store) > limit:
                store.popitem(last=False)[1][1].release()
        store.move_to_end(key)
        buffers: _Buffers = store[key][1]
        return buffers

    def _load_character(self, person: Character) -> _Buffers:
        moving = self.context.buffer(reserve=len(person.statics) * 24, dynamic=True)
        still = self.context.buffer(person.statics)
        index = self.context.buffer(person.faces)
        layout = [
            (moving, "3f 3f", "position", "normal"),
            (still, "2f 1f 1f 1f", "around", "along", "layer", "bias"),
        ]
        array = self.context.vertex_array(self._cloth, layout, index)
        sheets = self._texture_array(person.textures, mipmaps=False)
        sheets.repeat_x, sheets.repeat_y = True, False
        return _Buffers(array, [moving, still, index, sheets], moving, sheets)

    def _load_solids(self, arrays: tuple[NDArray[np.floating[Any]], NDArray[np.int32]]) -> _Buffers:
        rows, faces = arrays
        vertices, index = self.context.buffer(rows), self.context.buffer(faces)
        layout = [(vertices, "3f 3f 2f 1f 3f", "position", "normal", "uv", "layer", "tint")]
        array = self.context.vertex_array(self._solid, layout, index)
        return _Buffers(array, [vertices, index])

    def _surface_textures(self, seed: int) -> moderngl.TextureArray:
        if seed not in self._surfaces:
            self._surfaces[seed] = self._texture_array(solid_textures(seed), mipmaps=True)
            if len(self._surfaces) > 4:
                self._surfaces.popitem(last=False)[1].release()
        self._surfaces.move_to_end(seed)
        return self._surfaces[seed]

    def _texture_array(
        self, stack: NDArray[np.floating[Any]], *, mipmaps: bool
    ) -> moderngl.TextureArray:
        layers, height, width, channels = stack.shape
        data = np.ascontiguousarray((np.clip(stack, 0, 1) * 255).astype(np.uint8))
        sheets = self.context.texture_array((width, height, layers), channels, data.tobytes())
        sheets.filter = (moderngl.LINEAR, moderngl.LINEAR)
        if mipmaps:
            sheets.build_mipmaps()
            sheets.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
            sheets.anisotropy = 1.0
        return sheets
