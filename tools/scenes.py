"""Invented people at a table, as a film for Chromium's fake camera (YUV4MPEG2).

Eight pictures a second: enough for a screenshot, and cheap to encode for several rooms on
one small machine.
"""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE = (640, 360)
PICTURES_PER_S = 8
TIMES = 2  # drawn larger, then reduced: smooth edges
SKIN, HAIR, WINDOW, DESK, CLOTH = "#CFA07C", "#23201F", "#D5DEE2", "#6B4528", "#A8201A"
SHIRTS = ("#F1F4F5", "#DCE6EA", "#9FB7C4")


def camera_file(path: Path, wall: str, people: int) -> Path:
    """Write a film of a room with this wall and one to three people; return its path."""
    header = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{PICTURES_PER_S}:1 Ip A1:1 C420jpeg\n"
    frames = [_frame(_scene(wall, people, nod)) for nod in (0, 0, 1, 2, 2, 1)]
    path.write_bytes(header.encode() + b"".join(frames))
    return path


def _frame(image: Image.Image) -> bytes:
    light, blue, red = image.convert("YCbCr").split()
    half = (SIZE[0] // 2, SIZE[1] // 2)
    return b"FRAME\n" + light.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()


def _scene(wall: str, people: int, nod: int) -> Image.Image:
    width, height = SIZE[0] * TIMES, SIZE[1] * TIMES
    image = Image.new("RGB", (width, height), wall)
    draw = ImageDraw.Draw(image)
    unit = height / 180

    def box(left: float, top: float, right: float, bottom: float, colour: str) -> None:
        draw.rounded_rectangle(
            [left * unit, top * unit, right * unit, bottom * unit], 3 * unit, fill=colour
        )

    box(20, 18, 94, 66, WINDOW)
    draw.line([57 * unit, 18 * unit, 57 * unit, 66 * unit], fill=wall, width=int(2 * unit))
    draw.line([20 * unit, 42 * unit, 94 * unit, 42 * unit], fill=wall, width=int(2 * unit))
    places = {1: [(160, 78, 1.05)], 2: [(110, 86, 0.92), (212, 86, 0.92)]}
    sitting = places.get(people, [(72, 92, 0.82), (248, 92, 0.82), (160, 78, 1.05)])
    for number, (x, y, scale) in enumerate(sitting):
        _person(draw, x * unit, (y + (nod if number == len(sitting) - 1 else 0)) * unit,
                scale * unit, SHIRTS[number % 3])  # fmt: skip
    draw.rectangle([0, 156 * unit, width, height], fill=DESK)
    box(124, 160, 196, 175, "#F7F2E6")
    box(134, 166, 186, 169, CLOTH)
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def _person(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, shirt: str) -> None:
    def at(*places: float) -> list[float]:
        return [x + p * scale if i % 2 == 0 else y + p * scale for i, p in enumerate(places)]

    draw.rounded_rectangle(at(-52, 36, 52, 120), 34 * scale, fill=shirt)
    draw.rectangle(at(-10, 22, 10, 46), fill="#B98663")
    draw.ellipse(at(-22, -27, 22, 14), fill=HAIR)
    draw.ellipse(at(-20, -16, 20, 32), fill=SKIN)
    draw.pieslice(at(-22, -27, 22, 12), 180, 360, fill=HAIR)
    draw.polygon(at(-4, 48, 4, 48, 8, 84, 0, 92, -8, 84), fill=CLOTH)
