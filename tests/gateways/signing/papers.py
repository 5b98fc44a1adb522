"""Papers to sign: small PDF files as the hub and as others make them."""

import io
from functools import cache

import pikepdf
import weasyprint

CHAIR, SECRETARY = "Nguyễn Văn Đức", "Lê Thị Hồng Ánh"
OFFICE = "Ủy ban nhân dân huyện Yên Lập"

_STYLE = """<style>@page{size:A4;margin:25mm 20mm 25mm 30mm}
body{font:14pt Tinos} table{width:100%} td{width:50%;text-align:center}
.room{height:26mm}</style>"""


@cache
def minutes() -> bytes:
    body = f"""<h1>BIÊN BẢN</h1><p>Chủ trì: {CHAIR}. Thư ký: {SECRETARY}.</p>
    <p>Hội nghị thống nhất xây dựng chính quyền điện tử.</p>
    <p style="page-break-before:always">Hội nghị kết thúc vào 10 giờ 30./.</p>
    <table><tr><td><b>THƯ KÝ</b><div class=room></div><b>{SECRETARY}</b></td>
    <td><b>CHỦ TỌA</b><div class=room></div><b>{CHAIR}</b></td></tr></table>"""
    html = f"<html lang=vi><title>Biên bản</title>{_STYLE}{body}"
    return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3b")


@cache
def letter() -> bytes:
    body = f"""<h1>GIẤY MỜI</h1><p>Kính mời dự hội nghị trực tuyến.</p>
    <table><tr><td>Nơi nhận:</td><td><b>CHỦ TỊCH</b><div class=room></div><b>{CHAIR}</b></td></tr>
    </table>"""
    html = f"<html lang=vi><title>Giấy mời</title>{_STYLE}{body}"
    return weasyprint.HTML(string=html).write_pdf()


@cache
def with_object_streams() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@cache
def with_text_field() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        page = pdf.pages[0]
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx,
                T="amount", V="1", Rect=[100, 300, 300, 320], P=page.obj, F=4,
            )
        )  # fmt: skip
        page.Annots = pdf.make_indirect(pikepdf.Array([field]))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=[field]))
        pdf.save(out)
    return out.getvalue()


@cache
def scanned(pages: int = 1, size: int = 200_000) -> bytes:
    """A page of about `size` bytes, as a scanner makes."""
    import random

    out = io.BytesIO()
    noise = random.Random(7).randbytes(size)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(595.28, 841.89))
            image = pikepdf.Stream(pdf, noise[: 256 * (size // 256)])
            image.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=256,
                Height=size // 256, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
            )  # fmt: skip
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
            page.Contents = pikepdf.Stream(pdf, b"q 500 0 0 700 40 70 cm /Im Do Q")
        pdf.save(out)
    return out.getvalue()
