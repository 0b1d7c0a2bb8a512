/* export_own.h - the person's own posts in a data export (tiktok.md §8): their files
 * stand there as direct links, which end some days after the export was made. The links
 * are as good as keys: nothing here keeps or prints them. Pure: no I/O. */
#ifndef CK_TIKTOK_EXPORT_OWN_H
#define CK_TIKTOK_EXPORT_OWN_H

#include "tiktok/export.h"

/* The direct links of one entry: one of a video, several of a photo post. */
struct ck_export_links {
    size_t count;
    int64_t ends; /* Unix seconds when the first of them ends, 0: none says so */
};
/* Reads an entry of any list; an address of a post's page is no direct link. */
void ck_export_links_read(const struct ck_export_row *row, struct ck_export_links *ret);

/* Told of one link, which is not ended by a NUL and is borrowed; `ends`: Unix seconds, 0
 * it does not say. */
typedef void ck_export_link_told(void *ctx, const char *link, size_t len, int64_t ends);
void ck_export_links_each(const struct ck_export_row *row, ck_export_link_told *told,
                          void *ctx);

/* How many own posts have which links. */
struct ck_export_own {
    int64_t posts;
    int64_t live;    /* their links have not ended */
    int64_t ended;   /* at least one of their links has ended */
    int64_t undated; /* their links do not say when they end */
    int64_t without; /* no direct link: they name their post, or nothing */
    int64_t photos;  /* those with several links, whatever became of them */
    int64_t next;    /* Unix seconds when the next live one ends, 0: none is live */
};
/* Whether a list is of own posts. Stories are (seen empty alone so far: their entries are
 * taken to be those of posts). */
bool ck_export_is_own(enum ck_export_list list);

/* Counts an entry as it is at the time `now` (Unix seconds); entries of other lists are
 * passed over. */
void ck_export_own_add(struct ck_export_own *own, const struct ck_export_row *row,
                       int64_t now);

#endif
