"""The API's default: a view that declares no permission lets nobody in."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # rest_framework.views itself imports this file
    from rest_framework.request import Request
    from rest_framework.views import APIView


class Nobody(BasePermission):
    """Refuses everybody."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        return False
