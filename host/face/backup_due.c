/* backup_due.c - what `clipkeep backup --due` goes through. */
#include "face/backing.h"

#include "keep/due.h"

#include <stdio.h>
#include <time.h>

/* Less than a day: a timer is never to the second. */
enum { LATELY_S = 20 * 60 * 60 };

bool ck_backup_due(struct ck_backup_run *run, struct ck_error *err)
{
    struct ck_archive *archive;
    struct ck_due_list *lists = NULL;
    size_t count = 0;
    bool ok = ck_session_archive(run->session, &archive, err) &&
              ck_due_lists(archive, CK_DUE_PUBLIC, LATELY_S, (int64_t)time(NULL), &lists,
                           &count, err);

    for (size_t i = 0; ok && i < count; i++) {
        ok = ck_backup_argument(run, lists[i].list.came_from, err);
    }
    if (ok && count == 0 && !run->json) {
        (void)puts("No list is due.");
    }
    ck_due_free(lists, count);
    return ok;
}
