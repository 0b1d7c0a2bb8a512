/* join_confine.h - the sandbox of clipkeep-join. */
#ifndef CK_FETCH_JOIN_CONFINE_H
#define CK_FETCH_JOIN_CONFINE_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

/* Gives up, for good and for this whole process, all but working on its open descriptors
 * 0 to 5: `input_bytes` limits what may be written, and how long it may take. False when
 * the kernel cannot confine it; errno tells why. */
CK_NODISCARD bool ck_join_confine(int64_t input_bytes);
/* The part of it that forbids system calls. */
CK_NODISCARD bool ck_join_forbid_calls(void);

#endif
