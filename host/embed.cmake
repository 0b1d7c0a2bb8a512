# ck_embed(target symbol file...): makes the bytes of `file` (of several, one after the other)
# part of `target`.
# Sources then write #include "embed/SYMBOL.h" and find
#   extern const unsigned char SYMBOL[];  the bytes, and a NUL after them
#   extern const size_t SYMBOL_len;       how many, without that NUL
# A changed file is embedded anew by the next build.
function(ck_embed target symbol)
  set(bytes)
  foreach(file ${ARGN})
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} more HEX)
    string(APPEND bytes ${more})
  endforeach()
  string(LENGTH "${bytes}" digits)
  math(EXPR len "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REPEAT "0x..," 16 line)
  string(REGEX REPLACE "(${line})" "\\1\n" bytes "${bytes}")
  set(dir ${CMAKE_BINARY_DIR}/host/embed)
  file(CONFIGURE OUTPUT ${dir}/${symbol}.h CONTENT [[
#include <stddef.h>

extern const unsigned char @symbol@[];
extern const size_t @symbol@_len;
]] @ONLY)
  file(CONFIGURE OUTPUT ${dir}/${symbol}.c CONTENT [[
#include "embed/@symbol@.h"

const unsigned char @symbol@[] = {
@bytes@0};
const size_t @symbol@_len = @len@;
]] @ONLY)
  target_sources(${target} PRIVATE ${dir}/${symbol}.c)
endfunction()
