/* native.h - the browser's face: messages on stdin and stdout until stdin ends. */
#ifndef CK_FACE_NATIVE_H
#define CK_FACE_NATIVE_H

#include "desktop/browsers.h"

/* Serves one port. `caller` is the extension as the browser named it, for the log.
 * Returns the exit status: 0 at the end of stdin or on SIGTERM, 1 when it could not go
 * on. */
int ck_native_main(enum ck_browser_family family, const char *caller);
/* Answers the first message with `origin-refused`, for a browser whose extension is not
 * ours. Returns the exit status. */
int ck_native_refuse(const char *caller);

#endif
