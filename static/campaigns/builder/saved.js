import { forgetSent } from "./unsaved.js";

forgetSent();
