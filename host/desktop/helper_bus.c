/* helper_bus.c - the session bus: the desktop portal's folder dialog and the file
 * manager. Interfaces: org.freedesktop.portal.FileChooser and .Request (xdg-desktop-
 * portal), org.freedesktop.FileManager1 (File Manager D-Bus Interface). */
#include "base/mem.h"
#include "desktop/helper_parts.h"
#include "desktop/uri.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_CHOOSER "org.freedesktop.portal.FileChooser"
#define PORTAL_TOKEN "clipkeep"
#define FILES_NAME "org.freedesktop.FileManager1"
#define FILES_PATH "/org/freedesktop/FileManager1"

/* A portal that is not up within this time counts as none. */
static const uint64_t start_timeout_us = 2000000;
static const uint64_t call_timeout_us = 25000000;
static const uint32_t version_with_folders = 3;

struct request {
    enum ck_choice choice;
    bool done;
    struct ck_buf *path;
};

bool ck_bus_there(void)
{
    const char *folder = getenv("XDG_RUNTIME_DIR");
    ck_autobuf struct ck_buf path = {.max = 256};

    if (getenv("DBUS_SESSION_BUS_ADDRESS") != NULL) {
        return true;
    }
    if (folder == NULL) {
        return false;
    }
    ck_buf_addf(&path, "%s/bus", folder);
    return ck_buf_ok(&path) && access(ck_buf_text(&path), F_OK) == 0;
}

/* Starts the portal if need be; false when it does not answer or is too old. */
static bool portal_answers(sd_bus *bus)
{
    sd_bus_message *call = NULL;
    sd_bus_message *reply = NULL;
    uint32_t version = 0;
    bool ok;

    ok = sd_bus_message_new_method_call(bus, &call, PORTAL_NAME, PORTAL_PATH,
                                        "org.freedesktop.DBus.Properties", "Get") >= 0 &&
         sd_bus_message_append(call, "ss", PORTAL_CHOOSER, "version") >= 0 &&
         sd_bus_call(bus, call, start_timeout_us, NULL, &reply) >= 0 &&
         sd_bus_message_read(reply, "v", "u", &version) >= 0;
    (void)sd_bus_message_unref(reply);
    (void)sd_bus_message_unref(call);
    return ok && version >= version_with_folders;
}

/* Reads the first of "uris" from the results of a request. */
static bool read_uris(sd_bus_message *message, struct ck_buf *ret)
{
    const char *key = NULL;
    const char *uri = NULL;

    if (sd_bus_message_enter_container(message, 'a', "{sv}") < 0) {
        return false;
    }
    while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
        if (sd_bus_message_read(message, "s", &key) < 0) {
            return false;
        }
        if (strcmp(key, "uris") == 0) {
            ck_autofree char *path = NULL;

            if (sd_bus_message_enter_container(message, 'v', "as") < 0 ||
                sd_bus_message_enter_container(message, 'a', "s") < 0 ||
                sd_bus_message_read(message, "s", &uri) <= 0) {
                return false;
            }
            path = ck_path_of_uri(uri);
            ck_buf_adds(ret, path != NULL ? path : "");
            return path != NULL;
        }
        if (sd_bus_message_skip(message, "v") < 0 ||
            sd_bus_message_exit_container(message) < 0) {
            return false;
        }
    }
    return false;
}

static int on_response(sd_bus_message *message, void *ctx, sd_bus_error *error)
{
    struct request *request = ctx;
    uint32_t response = 2;

    (void)error;
    request->done = true;
    (void)sd_bus_message_read(message, "u", &response);
    /* 0 chosen, 1 cancelled by the person, 2 ended in some other way: try another. */
    if (response == 0 && read_uris(message, request->path)) {
        request->choice = CK_CHOICE_MADE;
    } else if (response == 1) {
        request->choice = CK_CHOICE_CANCELLED;
    }
    return 0;
}

/* The portal died with the dialog. */
static int on_owner_change(sd_bus_message *message, void *ctx, sd_bus_error *error)
{
    struct request *request = ctx;
    const char *name = NULL;
    const char *before = NULL;
    const char *after = NULL;

    (void)error;
    if (sd_bus_message_read(message, "sss", &name, &before, &after) >= 0 &&
        strcmp(name, PORTAL_NAME) == 0 && after[0] == '\0') {
        request->done = true;
    }
    return 0;
}

/* The request's path is known beforehand from our name and token, so that an answer
 * cannot come before we listen. */
static bool listen_for_response(sd_bus *bus, struct request *request)
{
    ck_autobuf struct ck_buf path = {.max = 512};
    const char *name = NULL;

    if (sd_bus_get_unique_name(bus, &name) < 0) {
        return false;
    }
    ck_buf_adds(&path, PORTAL_PATH "/request/");
    for (const char *at = name + 1; *at != '\0'; at++) {
        ck_buf_addc(&path, (char)(*at == '.' ? '_' : *at));
    }
    ck_buf_adds(&path, "/" PORTAL_TOKEN);
    return ck_buf_ok(&path) &&
           sd_bus_match_signal(bus, NULL, PORTAL_NAME, ck_buf_text(&path),
                               "org.freedesktop.portal.Request", "Response", on_response,
                               request) >= 0 &&
           sd_bus_match_signal(bus, NULL, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                               "org.freedesktop.DBus", "NameOwnerChanged",
                               on_owner_change, request) >= 0;
}

static bool open_dialog(sd_bus *bus, const struct ck_question *question)
{
    const char *start = question->start;
    sd_bus_message *call = NULL;
    bool ok;

    ok = sd_bus_message_new_method_call(bus, &call, PORTAL_NAME, PORTAL_PATH,
                                        PORTAL_CHOOSER, "OpenFile") >= 0 &&
         sd_bus_message_append(call, "ss", "", question->title) >= 0 &&
         sd_bus_message_open_container(call, 'a', "{sv}") >= 0 &&
         sd_bus_message_append(call, "{sv}", "handle_token", "s", PORTAL_TOKEN) >= 0 &&
         sd_bus_message_append(call, "{sv}", "directory", "b", (int)question->folder) >=
             0 &&
         sd_bus_message_open_container(call, 'e', "sv") >= 0 &&
         sd_bus_message_append(call, "s", "current_folder") >= 0 &&
         sd_bus_message_open_container(call, 'v', "ay") >= 0 &&
         sd_bus_message_append_array(call, 'y', start, strlen(start) + 1) >= 0 &&
         sd_bus_message_close_container(call) >= 0 &&
         sd_bus_message_close_container(call) >= 0 &&
         sd_bus_message_close_container(call) >= 0 &&
         sd_bus_call(bus, call, call_timeout_us, NULL, NULL) >= 0;
    (void)sd_bus_message_unref(call);
    return ok;
}

enum ck_choice ck_portal_choose(const struct ck_question *question, struct ck_buf *ret)
{
    struct request request = {.choice = CK_CHOICE_UNABLE, .path = ret};
    sd_bus *bus = NULL;
    int got = 0;

    if (ck_bus_there() && sd_bus_open_user(&bus) >= 0 && portal_answers(bus) &&
        listen_for_response(bus, &request) && open_dialog(bus, question)) {
        while (!request.done && got >= 0) {
            got = sd_bus_process(bus, NULL);
            if (got == 0) {
                got = sd_bus_wait(bus, UINT64_MAX);
            }
        }
    }
    (void)sd_bus_flush_close_unref(bus);
    return request.choice;
}

bool ck_bus_show(const char *path, bool folder)
{
    ck_autofree char *uri = ck_uri_of_path(path);
    sd_bus_message *call = NULL;
    sd_bus *bus = NULL;
    bool ok;

    ok = uri != NULL && ck_bus_there() && sd_bus_open_user(&bus) >= 0 &&
         sd_bus_message_new_method_call(bus, &call, FILES_NAME, FILES_PATH, FILES_NAME,
                                        folder ? "ShowFolders" : "ShowItems") >= 0 &&
         sd_bus_message_append(call, "ass", 1, uri, "") >= 0 &&
         sd_bus_call(bus, call, call_timeout_us, NULL, NULL) >= 0;
    (void)sd_bus_message_unref(call);
    (void)sd_bus_flush_close_unref(bus);
    return ok;
}
