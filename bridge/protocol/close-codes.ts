/* Close codes of the page's WebSocket; apart from the schemas, so that the page's first load needs no schema library. */

/** From a server that has no robot: it shows episodes only, and need not be dialled again. */
export const NO_ROBOT_CODE = 4404;
