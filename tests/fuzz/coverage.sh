#!/usr/bin/env bash
# How much of its parser each fuzz target reaches: replays its inputs in a build that counts
# lines, and lists the files it is about. Ends with status 1 when one reaches less than 90 % of
# their lines. Needs clang and llvm.
#   tests/fuzz/coverage.sh [FOUND]    FOUND: where tests/fuzz/run.sh left the inputs it found,
#                                     build/fuzz-found unless told
set -euo pipefail
cd "$(dirname "$0")/../.."
found=${1:-build/fuzz-found}
build=build/fuzz-coverage
least=90

targets=(address challenge guard licence mp4 name page post range subtitle)
declare -A parsers=(
  [address]='tiktok/address.c tiktok/path.c'
  [challenge]='tiktok/challenge.c tiktok/base64.c'
  [guard]='fetch/guard.c'
  [licence]='tiktok/licence.c tiktok/licence_address.c tiktok/licence_context.c tiktok/licence_name.c
    tiktok/licence_others.c tiktok/licence_parts.c tiktok/licence_read.c tiktok/licence_shown.c tiktok/licence_text.c
    tiktok/licence_verdict.c tiktok/licence_words.c'
  [mp4]='fetch/media.c fetch/mp4.c fetch/mp4_box.c fetch/mp4_fragment.c fetch/mp4_track.c'
  [name]='keep/name.c keep/name_text.c keep/names.c keep/names_check.c'
  [page]='tiktok/html.c tiktok/wall.c tiktok/page.c tiktok/shape.c tiktok/readers.c tiktok/about.c
    tiktok/profile.c tiktok/oembed.c tiktok/embed.c tiktok/load.c'
  [post]='tiktok/post.c tiktok/media.c tiktok/captions.c tiktok/people.c tiktok/facts.c tiktok/json.c
    tiktok/stream.c tiktok/plan.c'
  [range]='fetch/range.c fetch/pace.c'
  [subtitle]='tiktok/subtitle.c tiktok/language.c'
)

# Prints the lines and the percentage of each file of a target, and a verdict on all of them.
report() {
  local target=$1 inputs files
  inputs=(tests/fuzz/corpus/"$target")
  [ ! -d "$found/$target/inputs" ] || inputs+=("$found/$target/inputs")
  LLVM_PROFILE_FILE=$build/$target.raw $build/fuzz/fuzz_"$target" -runs=0 "${inputs[@]}" 2>/dev/null
  llvm-profdata merge -o $build/"$target".data $build/"$target".raw
  read -ra files <<<"${parsers[$target]//$'\n'/ }"
  llvm-cov report $build/fuzz/fuzz_"$target" -instr-profile=$build/"$target".data \
    "${files[@]/#/host/}" | awk -v target="$target" -v least=$least '
      /\.c/ { sub(/.*\//, "", $1); printf "  %-18s %5d lines %8s\n", $1, $8, $10 }
      /^TOTAL/ {
        part = $10 + 0
        printf "%s: %s reaches %s of %d lines%s\n", part < least ? "not ok" : "ok", target, $10, $8,
          part < least ? ", which is less than " least " %" : ""
        exit part < least
      }'
}

cmake -B $build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCK_FUZZ=ON \
  -DBUILD_TESTING=OFF -DCMAKE_C_FLAGS='-fprofile-instr-generate -fcoverage-mapping' >/dev/null
cmake --build $build --target "${targets[@]/#/fuzz_}" >/dev/null
passed=0 failed=0
for target in "${targets[@]}"; do
  if report "$target"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
