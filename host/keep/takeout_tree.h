/* takeout_tree.h - a new folder outside the save folder that gets its name only when all
 * of it is there, and copies of kept files in it. For this room only. */
#ifndef CK_KEEP_TAKEOUT_TREE_H
#define CK_KEEP_TAKEOUT_TREE_H

#include "keep/archive.h"

struct ck_tree {
    int parent_fd;   /* the folder that it is to be in */
    char *name;      /* that it is to have there */
    char hidden[64]; /* that it has until then, "": it is not there or has its own */
    int fd;
};

/* Opens the folder in which `target` is to be made, and says its last part; nothing may
 * have that name, and it may not be inside the folder `rootfd`. Errors: target-taken,
 * target-bad, no-memory. */
CK_NODISCARD bool ck_tree_parent(const char *target, int rootfd, int *ret_fd,
                                 char **ret_name, struct ck_error *err);
/* Makes it under a hidden name. End it with ck_tree_end(). Errors: as above, disk-full,
 * disk-error. */
CK_NODISCARD bool ck_tree_open(const char *target, int rootfd, struct ck_tree *ret,
                               struct ck_error *err);
/* Makes all in it last and gives it its name. Errors: target-taken, disk-full,
 * disk-error. */
CK_NODISCARD bool ck_tree_publish(struct ck_tree *tree, struct ck_error *err);
/* Removes it unless it was published. Zeroed structs are fine. */
void ck_tree_end(struct ck_tree *tree);
/* The same for target-bad: what a system call says of a place outside the save folder.
 * Returns false. */
bool ck_tree_fail(struct ck_error *err, int os_errno, const char *doing);

/* True when `fd` is the folder `rootfd` or inside it. */
bool ck_tree_inside(int fd, int rootfd);

/* What became of a file. */
enum ck_put {
    CK_PUT_DONE,
    CK_PUT_LINKED,
    CK_PUT_THERE,   /* another record has the same file */
    CK_PUT_MISSING, /* it is not in the save folder */
    CK_PUT_CHANGED, /* it has other bytes than were kept, or cannot be read */
    CK_PUT_NAME,    /* the name leads out of the folder */
    CK_PUTS,
};

struct ck_putting {
    int from_fd, to_fd; /* the save folder; where its files go, with their folders */
    bool link;          /* rather than copied, where the drive can */
    bool (*goes_on)(void *ctx); /* asked after each megabyte */
    void *ctx;
};
/* Brings a file and compares its hash with the one recorded, "" none. What is not DONE or
 * LINKED is not there. Errors: cancelled, disk-full, target-bad, disk-error, no-memory.
 */
CK_NODISCARD bool ck_put_file(const struct ck_putting *putting,
                              const struct ck_kept_file *file, enum ck_put *ret,
                              struct ck_error *err);

#endif
