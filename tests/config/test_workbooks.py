import io
import subprocess
import sys
from pathlib import Path

from tablib import Dataset, import_set

ROOT = Path(__file__).resolve().parent.parent.parent
_START = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings_static"
import config.wsgi, sys
print(sorted({"openpyxl", "numpy", "fpdf", "PIL"} & set(sys.modules)))
"""


def test_a_web_worker_starts_without_what_only_workbooks_and_print_need() -> None:
    done = subprocess.run([sys.executable, "-c", _START], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_workbook_is_written_and_read_all_the_same() -> None:
    written = Dataset(["A-1", 5], headers=["sku", "price"]).export("xlsx")
    assert import_set(io.BytesIO(written), format="xlsx").dict == [{"sku": "A-1", "price": 5}]
