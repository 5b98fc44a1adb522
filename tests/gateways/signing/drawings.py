"""Pictures as people send them: a pen's stroke, a round seal, on paper or on nothing."""

from io import BytesIO

from PIL import Image, ImageDraw

BLUE, RED, BLACK = (20, 40, 160), (205, 20, 30), (15, 15, 15)


def stroke(ink=BLUE, paper=(255, 255, 255), size=(600, 240), clear=False) -> bytes:
    """Draw a slanting line far from the border; `clear` leaves the paper out."""
    image = Image.new("RGBA", size, (0, 0, 0, 0) if clear else (*paper, 255))
    width, height = size
    line = [(width * 0.1, height * 0.8), (width * 0.4, height * 0.2), (width * 0.9, height * 0.5)]
    ImageDraw.Draw(image).line(line, fill=(*ink, 255), width=max(2, width // 60))
    return png_of(image)


def seal(ink=RED, diameter=400) -> bytes:
    """Draw two rings on white paper, with a wide margin."""
    image = Image.new("RGB", (diameter * 2, diameter * 2), "white")
    outer = (diameter // 2, diameter // 2, diameter * 3 // 2, diameter * 3 // 2)
    drawing = ImageDraw.Draw(image)
    drawing.ellipse(outer, outline=ink, width=diameter // 25)
    drawing.ellipse([outer[0] + 40, outer[1] + 40, outer[2] - 40, outer[3] - 40], outline=ink)
    return png_of(image)


def png_of(image: Image.Image) -> bytes:
    """Return the picture as a PNG file."""
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
