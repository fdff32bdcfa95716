"""The form that asks for a file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ImportForm

from loyalty.imports.resources import RESOURCES
from loyalty.imports.take_upload import LARGEST


class UploadForm(ImportForm):  # type: ignore[misc]
    """Unfold's form without the choice of a format: the file says what it is. A kind may ask for more."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__([CSV, XLSX], [RESOURCES[kind]], *args, **kwargs)
        del self.fields["format"], self.fields["resource"]
        field = self.fields["import_file"]
        field.label = _("File")
        field.help_text = _("CSV or XLSX, at most 20 MB and 200 000 rows. The first row names the columns.")
        field.widget.attrs["accept"] = ".csv,.xlsx"
        field.error_messages |= {"required": _("Choose a file."), "empty": _("The file is empty.")}

    def clean_import_file(self) -> Any:
        """Refused here, before it is read into memory."""
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB"))
        return file

    def target(self) -> Mapping[str, Any]:
        """What the rows are for, once the form is valid: what `Upload.target` keeps."""
        return {}
