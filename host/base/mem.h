/* mem.h - the one place through which all of our code, jansson, libcurl and SQLite get
 * memory, and the clean-up attributes. Running out of memory is an ordinary error:
 * callers check for NULL. */
#ifndef CK_BASE_MEM_H
#define CK_BASE_MEM_H

#include <stdbool.h>
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

/* malloc(3) and its sisters, for libraries; what they give may also be freed by free(3).
 */
void *ck_mem_malloc(size_t size);
void *ck_mem_calloc(size_t count, size_t size);
void *ck_mem_realloc(void *block, size_t size);
void ck_mem_free(void *block);
char *ck_mem_strdup(const char *text);
/* Has jansson and SQLite get their memory here; once, before they are used. (libcurl is
 * told when it is started.) */
void ck_mem_for_libraries(void);
/* How many requests could not be met so far, by whatever thread: where a great many small
 * ones are made, it is easier to ask once at the end. */
unsigned long ck_mem_misses(void);
/* For tests: asked at each request for memory, by whatever thread; true refuses it. */
void ck_mem_set_refusal(bool (*refuse)(void));

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
