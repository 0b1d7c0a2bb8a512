/* main.c - decides which face is wanted: the browser's or the person's. */
#include "base/mem.h"
#include "desktop/browsers.h"
#include "face/cli.h"
#include "face/native.h"
#include "fetch/client.h"

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

/* 0, 1 and 2 are always open, so that no file of ours becomes one of them; whatever else
 * the caller left open is kept from programs we start. */
static void tidy_descriptors(void)
{
    enum { FIRST = 3, LAST = 255 };
    int fd;

    do {
        fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (fd >= 0 && fd < FIRST && fcntl(fd, F_SETFD, 0) == 0);
    if (fd >= FIRST) {
        (void)close(fd);
    }
    for (fd = FIRST; fd <= LAST; fd++) {
        int flags = fcntl(fd, F_GETFD);

        if (flags >= 0) {
            (void)fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
        }
    }
}

int main(int argc, char **argv)
{
    enum ck_browser_family family = CK_FAMILY_CHROMIUM;

    ck_client_clean_environment();
    ck_mem_for_libraries();
    tidy_descriptors();
    switch (ck_browser_caller(argc, argv, &family)) {
    case CK_CALLER_BROWSER:
        return ck_native_main(family, argv[family == CK_FAMILY_FIREFOX ? 2 : 1]);
    case CK_CALLER_STRANGER:
        return ck_native_refuse(argv[argc - 1]);
    case CK_CALLER_PERSON:
        break;
    }
    (void)setlocale(LC_CTYPE, "");
    return ck_cli_main(argc, argv);
}
