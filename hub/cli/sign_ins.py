"""Who can sign in to a demonstration hub: kept in its data folder, printed at each start."""

from typing import Any, Final

import click

SIGN_INS: Final = "demo-sign-ins.json"


def print_sign_ins(content: dict[str, Any], url: str) -> None:
    """Print the address and who can sign in."""
    click.echo(f"\n{content['profile']}\n{url}\n")
    click.echo(f"Mật khẩu chung của mọi tài khoản dùng thử: {content['password']}\n")
    click.echo(f"{'Tên đăng nhập':<18}{'Họ tên':<26}{'Chức vụ':<44}Mã PIN khóa ký")
    for person in content["people"]:
        row = f"{person['username']:<18}{person['name']:<26}{person['title'][:42]:<44}"
        click.echo(row + person["pin"])
    if content.get("guest"):
        name, path = content["guest"]["name"], content["guest"]["path"]
        click.echo(f"\nKhách mời {name} vào họp bằng đường dẫn riêng:\n{url}{path}")
    click.echo(f"\nMã PIN khóa ký của cơ quan: {content['organisation_pin']}")
    click.echo("Khóa thử nghiệm, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ.\n")
