"""The page behind a confirmation link: the same for every link, right or wrong, used or not."""

from __future__ import annotations

from starlette.responses import HTMLResponse

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.2rem;color:#1c2733;background:#fff}"
    "button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#1f5fa8;color:#fff;cursor:pointer}"
    "button:focus-visible{outline:3px solid #f2b84b;outline-offset:2px}hr{border:0;border-top:1px solid #d5dde5;margin:2rem 0}"
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head>
<body><main>{body}</main></body></html>
"""
_ASK = """<h1>Was it you?</h1>
<p>Somebody asked for help with signing in. If it was you, confirm it here. If not, close this page: nothing will happen.</p>
<form method="post"><button>Yes, it was me</button></form>
<hr><div lang="vi"><h2>Có phải bạn không?</h2>
<p>Có người vừa yêu cầu hỗ trợ đăng nhập. Nếu đó là bạn, hãy xác nhận tại đây. Nếu không, hãy đóng trang này: sẽ không có
gì xảy ra.</p><form method="post"><button>Đúng, là tôi</button></form></div>"""
_THANKS = """<h1>Thank you.</h1>
<p>If the link was still valid, we go on now and write to you. If you hear nothing, write to us again.</p>
<hr><div lang="vi"><h2>Cảm ơn bạn.</h2>
<p>Nếu liên kết còn hiệu lực, chúng tôi sẽ tiếp tục ngay và gửi thư cho bạn. Nếu không nhận được gì, hãy viết lại cho chúng
tôi.</p></div>"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    # Without a script there is nothing to allow; and no other page may put a frame around the button.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}


def question() -> HTMLResponse:
    """The form. Opening it does nothing: mail scanners open links too."""
    return _page("Was it you?", _ASK)


def thanks() -> HTMLResponse:
    """What follows the button, whatever the link was worth."""
    return _page("Thank you", _THANKS)


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, style=_STYLE, body=body), headers=_HEADERS)
