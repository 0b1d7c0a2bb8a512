/* backup_place.h - a session in a home of its own, and lists to hand over to it. */
#ifndef CK_TEST_BACKUP_PLACE_H
#define CK_TEST_BACKUP_PLACE_H

#include "place.h"

#include "base/buf.h"
#include "keep/queue.h"
#include "session/backup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static inline int set_up(void **state)
{
    if (place_make(state) != 0) {
        return -1;
    }
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    return setenv("HOME", ((struct place *)*state)->path, 1);
}

static inline struct ck_session *open_session(const char *browser)
{
    const struct ck_session_options options = {.browser = browser};
    struct ck_session *session = NULL;

    assert_true(ck_session_create(&options, &session, NULL));
    return session;
}

static inline struct ck_archive *archive_of(struct ck_session *session)
{
    struct ck_archive *archive = NULL;

    assert_true(ck_session_archive(session, &archive, NULL));
    return archive;
}

/* An answer with posts `first`, `first` - 1, …: `count` of them, newest first. */
static inline void make_answer(int first, int count, const char *more_of_item,
                               struct ck_buf *ret)
{
    ck_buf_clear(ret);
    ck_buf_adds(ret, "{\"itemList\":[");
    for (int i = 0; i < count; i++) {
        ck_buf_addf(ret,
                    "%s{\"id\":\"76020508824%08d\",\"desc\":\"my cat %d\","
                    "\"createTime\":1770000000,\"author\":{\"uniqueId\":\"catlady\"},"
                    "\"video\":{\"playAddr\":\"https://v16.tiktokcdn.com/a\","
                    "\"width\":576,\"height\":1024,\"format\":\"mp4\"}%s}",
                    i > 0 ? "," : "", first - i, first - i, more_of_item);
    }
    ck_buf_adds(ret, "],\"hasMore\":true,\"cursor\":\"1770000000000\"}");
    assert_true(ck_buf_ok(ret));
}

static inline struct ck_backup_state answer(struct ck_session *session, int64_t run,
                                            int first, int count,
                                            const char *more_of_item)
{
    ck_autobuf struct ck_buf text = {.max = 1 << 20};
    struct ck_backup_state state;
    struct ck_error err = {0};

    make_answer(first, count, more_of_item, &text);
    if (!ck_backup_answer(session, run, text.data, text.len, &state, &err)) {
        fail_msg("%s %s", ck_code_text(err.code), err.detail);
    }
    return state;
}

static inline void end(struct ck_session *session, int64_t run, enum ck_run_end ended)
{
    assert_true(ck_backup_end(session, run, ended, -1, NULL));
}

static inline int64_t unfinished(struct ck_session *session)
{
    int64_t counts[CK_JOB_STATES];

    assert_true(ck_queue_counts(archive_of(session), counts, NULL));
    return counts[CK_JOB_QUEUED] + counts[CK_JOB_READING];
}

#endif
