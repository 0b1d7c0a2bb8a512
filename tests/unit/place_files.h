/* place_files.h - small files in a test's folder. */
#ifndef CK_TESTS_PLACE_FILES_H
#define CK_TESTS_PLACE_FILES_H

#include "place.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Of "hello". */
#define HELLO_SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static inline bool exists(const struct place *place, const char *name)
{
    return faccessat(place->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline void put(const struct place *place, const char *name, const char *content)
{
    int fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    assert_int_equal(write(fd, content, strlen(content)), (int)strlen(content));
    assert_int_equal(close(fd), 0);
}

static inline void assert_content(const struct place *place, const char *name,
                                  const char *want)
{
    char got[1024] = "";
    int fd = openat(place->fd, name, O_RDONLY);

    assert_true(fd >= 0);
    assert_true(read(fd, got, sizeof(got) - 1) >= 0);
    assert_int_equal(close(fd), 0);
    assert_string_equal(got, want);
}

/* What any computer's own tool says of all that is listed, and how much that is. */
static inline void assert_sums(const struct place *place, int lines)
{
    char command[200];

    (void)snprintf(command, sizeof(command),
                   "cd %s && sha256sum --quiet -c SHA256SUMS && "
                   "test $(wc -l <SHA256SUMS) = %d",
                   place->path, lines);
    assert_int_equal(system(command), 0);
}

#endif
