"""What the site tells of itself and of the token that asks."""

from __future__ import annotations

from typing import Any

from unticket.demo.lms.rights import Caller
from unticket.demo.lms.state import LmsState

_FEATURES = {
    "usecomments": 1,
    "usetags": 1,
    "enablenotes": 1,
    "messaging": 1,
    "enableblogs": 1,
    "enablecompletion": 1,
    "enablebadges": 1,
    "messagingallusers": 0,
    "enablecustomreports": 1,
    "enableglobalsearch": 0,
    "mnet_dispatcher_mode": 0,
    "enablecompetencies": 1,
}
_OF_EVERY_SITE = {
    "mobilecssurl": "",
    "usercanmanageownfiles": True,
    "userquota": 104857600,
    "usermaxuploadfilesize": 2097152,
    "userhomepage": 1,
    "userprivateaccesskey": "3784623c923a77f19f7a8e9a0268d56d",
    "siteid": 1,
    "sitecalendartype": "gregorian",
    "usercalendartype": "gregorian",
    "theme": "boost",
    "limitconcurrentlogins": 0,
    "policyagreed": 0,
}


def info(state: LmsState, caller: Caller) -> dict[str, Any]:
    """The answer to core_webservice_get_site_info."""
    owner = state.users[caller.id]
    files = int(caller.token.may_transfer_files)
    return _OF_EVERY_SITE | {
        "sitename": state.name,
        "siteurl": state.site_url,
        "release": state.release,
        "version": state.version,
        "username": owner.username,
        "firstname": owner.firstname,
        "lastname": owner.lastname,
        "fullname": owner.fullname,
        "lang": owner.lang,
        "userid": owner.id,
        "userpictureurl": f"{state.images}/u/f1",
        "userissiteadmin": owner.is_admin,
        "functions": [{"name": name, "version": state.version} for name in caller.token.functions],
        "downloadfiles": files,
        "uploadfiles": files,
        "advancedfeatures": [{"name": name, "value": value} for name, value in _FEATURES.items()],
    }
