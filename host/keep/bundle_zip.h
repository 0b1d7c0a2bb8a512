/* bundle_zip.h - the ZIP of bundle.h, by libzip. For it alone. */
#ifndef CK_KEEP_BUNDLE_ZIP_H
#define CK_KEEP_BUNDLE_ZIP_H

#include "keep/bundle.h"

struct ck_bundle_zip;

/* Whether the file begins as a ZIP does. */
bool ck_bundle_zip_is(int fd);
/* Opens it; `fd` stays owned by the caller. NULL with `ret_wrong` in words, which is NULL
 * when it is memory that lacks. */
struct ck_bundle_zip *ck_bundle_zip_open(int fd, const char **ret_wrong);
bool ck_bundle_zip_next(struct ck_bundle_zip *zip, struct ck_bundle_file *ret);
int64_t ck_bundle_zip_read(struct ck_bundle_zip *zip, void *ret, size_t size,
                           const char **ret_wrong);
void ck_bundle_zip_free(struct ck_bundle_zip *zip);

#endif
