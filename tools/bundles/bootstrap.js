// The parts of Bootstrap that pages may ask for with data-bs-toggle.
export { Collapse, Dropdown, Offcanvas, Tooltip } from "bootstrap";
