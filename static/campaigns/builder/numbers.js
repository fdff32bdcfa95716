// Whole numbers in our units (kopecks, hundredths of a percent, thousandths) as people write them, and back.

const SCALES = { amount: 2, percent: 2, quantity: 3 };

export function scaleOf(param, values, scales) {
  if (param.widget === "points") return scales[values.unit ?? "BONUS"] ?? 0;
  return SCALES[param.widget] ?? 0;
}

// The number, or the text itself where it is none: the server says what is wrong with it.
export function parseNumber(text, scale) {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".").replace("\u2212", "-");
  if (plain === "") return undefined;
  const found = /^(-?)(\d+)(?:\.(\d*))?$/.exec(plain);
  const fraction = found ? (found[3] ?? "") : "";
  if (!found || fraction.replace(/0+$/, "").length > scale) return text;
  const number = Number(found[2] + fraction.slice(0, scale).padEnd(scale, "0"));
  return Number.isSafeInteger(number) ? (found[1] ? -number : number) : text;
}

export function writeNumber(value, scale, language) {
  if (value === undefined || value === null) return "";
  if (!Number.isSafeInteger(value)) return String(value);
  const digits = String(Math.abs(value)).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === "ru" ? "\u00a0" : ",");
  const written = language === "ru" || whole.length < 4 ? grouped : whole;
  return (value < 0 ? "-" : "") + written + (fraction ? (language === "ru" ? "," : ".") + fraction : "");
}
