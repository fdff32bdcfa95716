"""The index of the app's models; each lives beside the code that keeps it."""

from loyalty.audit.models import AuditEvent
from loyalty.catalogue.models import Category, Collection, Product
from loyalty.certificates.models import (
    Certificate,
    CertificateBatch,
    CertificateProduct,
    CertificateStep,
    OrderCertificate,
)
from loyalty.events.models import Delivery, Event
from loyalty.idempotency import IdempotencyRecord
from loyalty.imports.models import Export, ImportRun, Upload, UploadFault, UploadFile
from loyalty.instance.models import Confirmation, Drill
from loyalty.jobs.models import JobRun, Sign
from loyalty.ledger.models import (
    Account,
    BooksClosing,
    Entry,
    Freeze,
    Hold,
    HoldLot,
    Lot,
    Operation,
    Unit,
    UnitPrice,
)
from loyalty.limits.models import Attempts
from loyalty.members.models import Birthday, Challenge, Consent, ConsentText, Identity, Member, SentCodes
from loyalty.messages.models import Reminder
from loyalty.program.models import Program, ProgramVersion
from loyalty.purchase.models import HistoryHorizon, MemberDay, MemberDayGoods, Order, OrderLine, OrderPoints, Return
from loyalty.shops.models import ApiKey, Integration, Shop, ShopGroup
from loyalty.staff.models import RoleLimit, User
from loyalty.tiers.models import MemberTier, TierChange

__all__ = [
    "Account",
    "ApiKey",
    "Attempts",
    "AuditEvent",
    "Birthday",
    "BooksClosing",
    "Category",
    "Certificate",
    "CertificateBatch",
    "CertificateProduct",
    "CertificateStep",
    "Challenge",
    "Collection",
    "Confirmation",
    "Consent",
    "ConsentText",
    "Delivery",
    "Drill",
    "Entry",
    "Event",
    "Export",
    "Freeze",
    "HistoryHorizon",
    "Hold",
    "HoldLot",
    "IdempotencyRecord",
    "Identity",
    "ImportRun",
    "Integration",
    "JobRun",
    "Lot",
    "Member",
    "MemberDay",
    "MemberDayGoods",
    "MemberTier",
    "Operation",
    "Order",
    "OrderCertificate",
    "OrderLine",
    "OrderPoints",
    "Product",
    "Program",
    "ProgramVersion",
    "Reminder",
    "Return",
    "RoleLimit",
    "SentCodes",
    "Shop",
    "ShopGroup",
    "Sign",
    "TierChange",
    "Unit",
    "UnitPrice",
    "Upload",
    "UploadFault",
    "UploadFile",
    "User",
]
