/* Any bytes are a ZIP, a file of a data export or neither, and reading them takes little
 * memory (run.sh sets the limit). */
#include "session/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("bundle", MFD_CLOEXEC);
    struct ck_bundle *bundle = NULL;
    struct ck_export *export = NULL;
    struct ck_error err;
    char path[64];

    require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    require(ck_bundle_open(path, &bundle, &err));
    require(ck_export_create(NULL, NULL, &export, &err));
    require(ck_import_read(bundle, export, &err));
    ck_export_free(export);
    ck_bundle_free(bundle);
    (void)close(fd);
    return 0;
}
