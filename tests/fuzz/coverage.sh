#!/usr/bin/env bash
# How much of its parser each fuzz target reaches: replays its inputs in a build that counts
# lines, and lists the files it is about. Needs clang and llvm.
#   tests/fuzz/coverage.sh [FOUND]    FOUND: a folder of inputs found so far, FOUND/TARGET/…
set -euo pipefail
cd "$(dirname "$0")/../.."
found=${1:-build/fuzz/tests/fuzz/found}
build=build/fuzz-coverage

declare -A parsers=(
  [address]='tiktok/address.c tiktok/path.c'
  [challenge]='tiktok/challenge.c tiktok/base64.c'
  [page]='tiktok/html.c tiktok/wall.c tiktok/page.c tiktok/shape.c tiktok/readers.c tiktok/about.c
    tiktok/profile.c tiktok/oembed.c tiktok/embed.c tiktok/load.c'
  [post]='tiktok/post.c tiktok/media.c tiktok/captions.c tiktok/people.c tiktok/facts.c tiktok/json.c
    tiktok/stream.c tiktok/plan.c'
  [subtitle]='tiktok/subtitle.c tiktok/language.c'
)

cmake -B $build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCK_FUZZ=ON \
  -DBUILD_TESTING=OFF -DCMAKE_C_FLAGS='-fprofile-instr-generate -fcoverage-mapping' >/dev/null
cmake --build $build --target fuzz_{address,challenge,page,post,subtitle} >/dev/null
for target in address challenge page post subtitle; do
  inputs=(tests/fuzz/corpus/"$target"/*)
  [ ! -d "$found/$target" ] || inputs=(tests/fuzz/corpus/"$target" "$found/$target")
  LLVM_PROFILE_FILE=$build/$target.raw $build/fuzz/fuzz_"$target" -runs=0 "${inputs[@]}" 2>/dev/null
  llvm-profdata merge -o $build/"$target".data $build/"$target".raw
  read -ra files <<<"${parsers[$target]//$'\n'/ }"
  printf '%s\n' "$target"
  llvm-cov report $build/fuzz/fuzz_"$target" -instr-profile=$build/"$target".data \
    "${files[@]/#/host/}" | awk '/\.c|TOTAL/ { printf "  %-12s %5d lines %8s\n", $1, $8, $10 }'
done
