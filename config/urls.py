"""The whole map."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.demo_page import demo_page, front
from loyalty.admin.site import site
from loyalty.api.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("campaigns.api.urls")),
    path("api/v1/", include("segments.api.urls")),
    path("api/", include("loyalty.api.urls")),
    path("health/", include("loyalty.api.health_urls")),
    path("metrics", metrics),
    path("i18n/", include("django.conf.urls.i18n")),
    path(settings.ADMIN_URL, site.urls),
    path("", include("cabinet.urls")),
]
if settings.DEMO:
    urlpatterns = [path("", front), path("demo/", demo_page, name="demo"), *urlpatterns]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
