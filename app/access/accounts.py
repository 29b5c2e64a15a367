"""Users and roles as FAB keeps them; the one door through which the rest of Relais names them."""

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, User, ViewMenu
from flask_appbuilder.security.sqla.models import assoc_permissionview_role as permission_roles
from flask_appbuilder.security.sqla.models import assoc_user_role as user_roles

__all__ = ["Permission", "PermissionView", "Role", "User", "ViewMenu", "permission_roles", "user_roles"]
