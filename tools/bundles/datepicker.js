import "vanilla-calendar-pro/styles/index.css";

export { Calendar } from "vanilla-calendar-pro";
