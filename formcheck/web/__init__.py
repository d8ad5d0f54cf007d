"""The page: a thin face over the rest of formcheck; nothing is measured in it."""
