#include "session/takeout.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

bool ck_session_takeout(struct ck_session *session, const struct ck_takeout_task *task,
                        struct ck_takeout_report *ret, struct ck_error *err)
{
    struct ck_takeout_task whole = *task;
    ck_autoclose int rootfd = -1;

    *ret = (struct ck_takeout_report){0};
    whole.folder = ck_session_settings(session)->folder;
    whole.now = (int64_t)time(NULL);
    /* Reading is all that most forms need: the drive may be read-only. */
    rootfd = open(whole.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    whole.rootfd = rootfd;
    if (rootfd < 0) {
        return ck_fail_errno(err, errno, "opening the save folder");
    }
    return ck_session_archive(session, &whole.archive, err) &&
           ck_takeout(&whole, ret, err);
}
