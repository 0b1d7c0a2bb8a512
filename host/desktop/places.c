#include "desktop/places.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#include <stdint.h>
#endif

#define PATH_LIMIT ((size_t)PATH_MAX)
#define USER_DIRS_LIMIT ((size_t)64 * 1024)

/* Returns `start` + `end` as one string, NULL when `start` is NULL or memory is short. */
static char *joined(const char *start, const char *end)
{
    ck_autobuf struct ck_buf path = {.max = 2 * PATH_LIMIT};

    if (start == NULL) {
        return NULL;
    }
    ck_buf_adds(&path, start);
    ck_buf_adds(&path, end);
    return ck_buf_take(&path);
}

char *ck_place_home(void)
{
    const char *home = getenv("HOME");
    const struct passwd *user;
    size_t len;

    if (home == NULL || home[0] != '/') {
        user = getpwuid(getuid());
        home = user != NULL ? user->pw_dir : NULL;
    }
    if (home == NULL || home[0] != '/') {
        return NULL;
    }
    len = strlen(home);
    while (len > 1 && home[len - 1] == '/') {
        len--;
    }
    return ck_strndup(home, len);
}

/* The XDG specification: a base folder that is not absolute is to be ignored. */
static char *base_folder(const char *variable, const char *below_home)
{
    const char *value = getenv(variable);
    ck_autofree char *home = NULL;

    if (value != NULL && value[0] == '/') {
        return ck_strdup(value);
    }
    home = ck_place_home();
    return joined(home, below_home);
}

#ifdef __APPLE__
#define CONFIG_BELOW_HOME "/Library/Application Support"
#define STATE_BELOW_HOME "/Library/Application Support"
#define VIDEOS_BELOW_HOME "/Movies"
#else
#define CONFIG_BELOW_HOME "/.config"
#define STATE_BELOW_HOME "/.local/state"
#define VIDEOS_BELOW_HOME "/Videos"
#endif

char *ck_place_config(void)
{
    return base_folder("XDG_CONFIG_HOME", CONFIG_BELOW_HOME);
}

char *ck_place_state(void)
{
    ck_autofree char *base = base_folder("XDG_STATE_HOME", STATE_BELOW_HOME);

    return joined(base, "/clipkeep");
}

char *ck_place_log(void)
{
    ck_autofree char *state = ck_place_state();

    return joined(state, "/clipkeep.log");
}

char *ck_place_settings(void)
{
    ck_autofree char *base = ck_place_config();

    return joined(base, "/clipkeep/settings.json");
}

/* Reads the value of `NAME="$HOME/…"` or `NAME="/…"`, in which a backslash guards the
 * next character (the format of user-dirs.dirs(5)). NULL for anything else. */
static char *user_dir_value(const char *text, const char *end, const char *home)
{
    static const char home_word[] = "$HOME";
    const size_t word_len = sizeof(home_word) - 1;
    ck_autobuf struct ck_buf path = {.max = PATH_LIMIT};

    if (end - text < 2 || *text++ != '"') {
        return NULL;
    }
    if ((size_t)(end - text) > word_len && strncmp(text, home_word, word_len) == 0) {
        ck_buf_adds(&path, home);
        text += word_len;
    }
    if (*text != '/') {
        return NULL;
    }
    for (; text < end && *text != '"'; text++) {
        if (*text == '\\' && text + 1 < end) {
            text++;
        }
        ck_buf_addc(&path, *text);
    }
    while (path.len > 1 && path.data[path.len - 1] == '/') {
        path.data[--path.len] = '\0';
    }
    /* A folder that is the home itself means "I have none". */
    if (text == end || !ck_buf_ok(&path) || strcmp(ck_buf_text(&path), home) == 0) {
        return NULL;
    }
    return ck_buf_take(&path);
}

/* The last valid line for `name` in the text of user-dirs.dirs counts. */
static char *find_user_dir(const char *text, const char *name, const char *home)
{
    size_t name_len = strlen(name);
    char *found = NULL;

    while (*text != '\0') {
        const char *end = text + strcspn(text, "\n");
        const char *at = text + strspn(text, " \t");

        if (strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
            char *value = user_dir_value(at + name_len + 1, end, home);

            if (value != NULL) {
                ck_free(found);
                found = value;
            }
        }
        text = *end == '\n' ? end + 1 : end;
    }
    return found;
}

static bool is_folder(const char *path)
{
    struct stat st;

    return path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *ck_place_default_folder(void)
{
    ck_autofree char *home = ck_place_home();
    ck_autofree char *config = ck_place_config();
    ck_autofree char *dirs = joined(config, "/user-dirs.dirs");
    ck_autofree char *videos = NULL;
    ck_autofree char *downloads = NULL;
    ck_autobuf struct ck_buf text = {.max = USER_DIRS_LIMIT};

    if (home == NULL) {
        return NULL;
    }
    /* Without the file, or with a spoilt one, the usual names stand. */
    if (dirs != NULL && ck_read_file(dirs, &text, NULL)) {
        videos = find_user_dir(ck_buf_text(&text), "XDG_VIDEOS_DIR", home);
        downloads = find_user_dir(ck_buf_text(&text), "XDG_DOWNLOAD_DIR", home);
    }
    if (videos == NULL) {
        videos = joined(home, VIDEOS_BELOW_HOME);
    }
    if (downloads == NULL) {
        downloads = joined(home, "/Downloads");
    }
    return joined(is_folder(videos) || !is_folder(downloads) ? videos : downloads,
                  "/TikTok");
}

char *ck_place_self(void)
{
    char path[PATH_MAX];
#ifdef __APPLE__
    uint32_t size = sizeof(path);
    ck_autofree char *resolved = NULL;

    if (_NSGetExecutablePath(path, &size) != 0) {
        return NULL;
    }
    resolved = realpath(path, NULL);
    return ck_strdup(resolved);
#else
    static const char deleted[] = " (deleted)";
    const size_t deleted_len = sizeof(deleted) - 1;
    ssize_t got = readlink("/proc/self/exe", path, sizeof(path));
    size_t len = got > 0 ? (size_t)got : 0;

    if (len == 0 || len == sizeof(path)) {
        return NULL;
    }
    /* An update has replaced the file we run from: its place is what is asked for. */
    if (len > deleted_len &&
        memcmp(path + len - deleted_len, deleted, deleted_len) == 0) {
        len -= deleted_len;
    }
    return ck_strndup(path, len);
#endif
}

char *ck_place_helper(const char *name)
{
    ck_autofree char *self = ck_place_self();
    ck_autobuf struct ck_buf path = {.max = PATH_LIMIT};

    for (int i = 0; self != NULL && i < 2; i++) {
        char *slash = strrchr(self, '/');

        if (slash == NULL) {
            return NULL;
        }
        *slash = '\0';
    }
    if (self == NULL) {
        return NULL;
    }
    ck_buf_addf(&path, "%s/" CK_LIBEXEC "/clipkeep/%s", self, name);
    return ck_buf_take(&path);
}
