# Compiler flags of every target: warnings, hardening, sanitizers, coverage.
include(CheckCCompilerFlag)

option(CK_WERROR "Treat warnings as errors" OFF)
option(CK_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)
option(CK_FUZZ "Build the fuzz targets (clang)" OFF)
option(CK_COVERAGE "Instrument for coverage" OFF)

add_compile_definitions(_GNU_SOURCE)

add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wundef -Wvla
  -Wpointer-arith -Wcast-qual -Wcast-align -Wwrite-strings -Wstrict-prototypes
  -Wmissing-prototypes -Wold-style-definition -Wredundant-decls -Wdouble-promotion
  -Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum -Wdate-time)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Warith-conversion
    -Wformat-overflow=2 -Wformat-truncation=2 -Wstringop-overflow=4 -Walloc-zero -Wtrampolines)
elseif(CMAKE_C_COMPILER_ID STREQUAL "Clang")
  add_compile_options(
    -Wcomma -Wassign-enum -Wshorten-64-to-32 -Wconditional-uninitialized
    -Wunreachable-code -Wmissing-variable-declarations)
endif()
if(CK_WERROR)
  add_compile_options(-Werror)
endif()

# Hardening, where the compiler and the system know it.
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
             -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr)
  string(MAKE_C_IDENTIFIER "CK_HAS${flag}" known)
  check_c_compiler_flag(${flag} ${known})
  if(${known})
    add_compile_options(${flag})
  endif()
endforeach()
add_compile_options(-fno-common -fno-strict-overflow)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT APPLE)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)
endif()

if(CK_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=3)
endif()
if(CK_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CK_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
