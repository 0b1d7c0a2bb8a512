/* mem.h - the one pair of functions through which all of our code gets memory, and the
 * clean-up attributes. Running out of memory is an ordinary error: callers check for
 * NULL. */
#ifndef CK_BASE_MEM_H
#define CK_BASE_MEM_H

#include <stddef.h>
#include <stdio.h>

#define CK_NODISCARD __attribute__((warn_unused_result))

/* Returns `size` zeroed bytes, or NULL. Free with ck_free(). */
void *ck_alloc(size_t size);
/* Returns `count` zeroed members of `size` bytes, or NULL (also when the product
 * overflows). */
void *ck_calloc(size_t count, size_t size);
/* Like realloc(): the old block stays valid when NULL is returned. */
void *ck_realloc(void *block, size_t size);
/* Releases memory of the functions in this header; NULL is allowed. */
void ck_free(void *block);
/* Returns a copy of `text` (NULL gives NULL), free with ck_free(). */
char *ck_strdup(const char *text);
/* Returns a copy of the first `len` bytes of `text` with a NUL added, free with
 * ck_free(). */
char *ck_strndup(const char *text, size_t len);

void ck_free_pointer(void *pointer_to_pointer);
void ck_close_pointer(int *fd);
void ck_fclose_pointer(FILE **file);

/* `ck_autofree char *p = ck_strdup(...);` frees p at the end of its scope. */
#define ck_autofree __attribute__((cleanup(ck_free_pointer)))
/* `ck_autoclose int fd = open(...);` closes fd (unless negative) at the end of its scope.
 */
#define ck_autoclose __attribute__((cleanup(ck_close_pointer)))
/* The same for FILE *. */
#define ck_autofclose __attribute__((cleanup(ck_fclose_pointer)))

#endif
