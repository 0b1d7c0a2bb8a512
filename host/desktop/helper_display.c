/* helper_display.c - is there a screen for a dialog? */
#include "base/mem.h"
#include "desktop/helper_parts.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* `hidden`: a Linux abstract socket, whose name starts with a NUL. */
static bool socket_answers(const char *path, bool hidden)
{
    ck_autoclose int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t start = hidden ? 1 : 0;
    size_t len = strlen(path);

    if (fd < 0 || start + len >= sizeof(address.sun_path)) {
        return false;
    }
    memcpy(address.sun_path + start, path, len);
    len +=
        offsetof(struct sockaddr_un, sun_path) + 1; /* the NUL before or after the name */
    return connect(fd, (const struct sockaddr *)&address, (socklen_t)len) == 0;
}

static bool wayland_answers(void)
{
    const char *name = getenv("WAYLAND_DISPLAY");
    const char *folder = getenv("XDG_RUNTIME_DIR");
    ck_autobuf struct ck_buf path = {.max = 256};

    if (name == NULL || name[0] == '\0' || (name[0] != '/' && folder == NULL)) {
        return false;
    }
    if (name[0] != '/') {
        ck_buf_addf(&path, "%s/", folder);
    }
    ck_buf_adds(&path, name);
    return ck_buf_ok(&path) && socket_answers(ck_buf_text(&path), false);
}

/* ":0" or ":0.1" is a socket here; a display with a host's name is a network away. */
static bool x11_answers(void)
{
    const char *name = getenv("DISPLAY");
    ck_autobuf struct ck_buf path = {.max = 64};

    if (name == NULL || name[0] == '\0') {
        return false;
    }
    if (strncmp(name, "unix:", 5) == 0) {
        name += 4;
    }
    if (name[0] != ':') {
        return true;
    }
    ck_buf_adds(&path, "/tmp/.X11-unix/X");
    ck_buf_add(&path, name + 1, strcspn(name + 1, "."));
    return ck_buf_ok(&path) && (socket_answers(ck_buf_text(&path), true) ||
                                socket_answers(ck_buf_text(&path), false));
}

bool ck_display_answers(void)
{
    return wayland_answers() || x11_answers();
}
