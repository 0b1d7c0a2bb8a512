/* probe.h - starts a host exactly as a browser would and exchanges a hello
 * (native-messaging.md §1.2, §1.4; host/face/PROTOCOL.md). */
#ifndef CK_DESKTOP_PROBE_H
#define CK_DESKTOP_PROBE_H

#include "desktop/browsers.h"

enum ck_probe {
    CK_PROBE_GOOD,
    CK_PROBE_NO_START, /* the system cannot run it */
    CK_PROBE_EXITED,   /* it ended without an answer */
    CK_PROBE_SILENT,   /* no answer within the 3 s that the extension waits */
    CK_PROBE_GARBLED,  /* it said something that is no answer */
    CK_PROBE_REFUSED,  /* it answered with an error */
    CK_PROBE_VERSION,  /* it is another version than `version` */
    CK_PROBE_STAYS,    /* it did not end when its input did */
};

/* `manifest` is the file the browser would have used, `id` the extension's. Takes at most
 * 5 s. */
enum ck_probe ck_probe_host(const char *program, enum ck_browser_family family,
                            const char *manifest, const char *id, const char *version);

#endif
