/* adoption_place.h - an adopted post on its way into the save folder. */
#ifndef CK_SESSION_ADOPTION_PLACE_H
#define CK_SESSION_ADOPTION_PLACE_H

#include "session/adoption_parts.h"

enum { CK_ADOPTED_FILES = 100 };

struct ck_adopted_file {
    int fd; /* in the other program's folder */
    const char *role;
    size_t index;  /* of a picture */
    char tail[64]; /* after the stem; of a photo post the whole name */
    struct ck_stage *stage;
    struct ck_staged_file file;
};

struct ck_adopted_post {
    struct ck_post post;
    struct ck_mp4 mp4;   /* of a video */
    const char *program; /* that made the folder, "": not known */
    const char *main;    /* the main file's name there; borrowed */
    char *page;
    ck_notes notes;
    int64_t kept_at;
    struct ck_adopted_file files[CK_ADOPTED_FILES]; /* the main one first */
    size_t count;

    int dir_fd;             /* the post's folder in the save folder */
    struct ck_album *album; /* of a photo post */
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
    bool lies_there; /* from a run that died before it had recorded it */
    struct ck_stage *sidecar;
    struct ck_staged_file sidecar_file;
};

/* Copies the files, makes the sidecar, gives all of them their names, and says what is to
 * be recorded. Errors: name-taken, cancelled, disk-full, those of keep/stage.h. */
CK_NODISCARD bool ck_adopted_place(struct ck_adopting *adopting,
                                   struct ck_adopted_post *adopted, struct ck_kept *ret,
                                   struct ck_error *err);

#endif
