"""Office files as small as LibreOffice and the hub's inspection take them (ECMA-376)."""

import io
import zipfile

PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
FORMATS = "http://schemas.openxmlformats.org/"
KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}
WORDS = "Báo cáo kết quả chuyển đổi số xã Đồng Thịnh"


def docx(words: str = WORDS) -> bytes:
    body = f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body>"
    main = f'<w:document xmlns:w="{FORMATS}wordprocessingml/2006/main">{body}</w:document>'
    return _package("docx", main)


def xlsx(words: str = WORDS) -> bytes:
    spreadsheet = f'xmlns="{FORMATS}spreadsheetml/2006/main"'
    main = (
        f'<workbook {spreadsheet} xmlns:r="{OFFICE}relationships">'
        '<sheets><sheet name="Biểu" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    cell = f'<c r="A1" t="inlineStr"><is><t>{words}</t></is></c>'
    sheet = f'<worksheet {spreadsheet}><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    return _package("xlsx", main, ("xl/worksheets/sheet1.xml", "worksheet", sheet))


def pptx(words: str = WORDS) -> bytes:
    names = (
        f'xmlns:p="{FORMATS}presentationml/2006/main" xmlns:a="{FORMATS}drawingml/2006/main"'
        f' xmlns:r="{OFFICE}relationships"'
    )
    main = (
        f'<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>'
    )
    box = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Chữ"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="7000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></p:spPr>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    group = (
        '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    )
    slide = f"<p:sld {names}><p:cSld><p:spTree>{group}{box}</p:spTree></p:cSld></p:sld>"
    return _package("pptx", main, ("ppt/slides/slide1.xml", "slide", slide))


def _package(kind: str, main: str, part: tuple[str, str, str] | None = None) -> bytes:
    name, content_type = KINDS[kind]
    family = f"application/vnd.openxmlformats-officedocument.{content_type}"
    types = f'<Override PartName="/{name}" ContentType="{family}"/>'
    files = {name: main, "_rels/.rels": _relation(name, "officeDocument")}
    if part is not None:
        place, relation, text = part
        prefix = content_type.partition(".")[0]
        types += (
            f'<Override PartName="/{place}" ContentType="application/'
            f'vnd.openxmlformats-officedocument.{prefix}.{relation}+xml"/>'
        )
        folder, _, main_name = name.rpartition("/")
        files[place] = text
        files[f"{folder}/_rels/{main_name}.rels"] = _relation(
            place.removeprefix(f"{folder}/"), relation
        )
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for each, text in files.items():
            package.writestr(each, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return file.getvalue()


def _relation(target: str, kind: str) -> str:
    one = f'<Relationship Id="rId1" Type="{OFFICE}relationships/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}relationships">{one}</Relationships>'
