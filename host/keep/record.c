#include "keep/record.h"

#include "keep/journal.h"
#include "keep/sums.h"

bool ck_record_keep(struct ck_archive *archive, int rootfd, const struct ck_kept *kept,
                    int64_t job, struct ck_error *err)
{
    return ck_sums_add(rootfd, kept->files, kept->file_count, NULL, err) &&
           ck_journal_kept(rootfd, kept, err) && ck_archive_keep(archive, kept, job, err);
}
