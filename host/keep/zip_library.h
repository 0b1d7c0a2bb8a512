/* zip_library.h - libzip, loaded when the first ZIP is opened: who only saves posts does
 * not pay for it with each start. For bundle_zip.c alone. */
#ifndef CK_KEEP_ZIP_LIBRARY_H
#define CK_KEEP_ZIP_LIBRARY_H

#include <zip.h>

/* The functions of zip.h that are used, under their own names; see libzip(3). */
struct ck_zip_library {
    __typeof__(&zip_fdopen) fdopen;
    __typeof__(&zip_get_num_entries) get_num_entries;
    __typeof__(&zip_stat_index) stat_index;
    __typeof__(&zip_fopen_index) fopen_index;
    __typeof__(&zip_fread) fread;
    __typeof__(&zip_fclose) fclose;
    __typeof__(&zip_discard) discard;
};

/* The library, loaded once for as long as the process lives; NULL: there is none on this
 * computer. */
const struct ck_zip_library *ck_zip_library(void);

#endif
