#!/usr/bin/env bash
# Makes the sample files beside this script, for the tests of media and of the stand-in.
# The results are kept in the repository; run it again only to change them.
set -euo pipefail
cd "$(dirname "$0")"

run() { ffmpeg -hide_banner -loglevel error -y -bitexact "$@"; }

picture=(-f lavfi -i testsrc2=size=576x1024:rate=15:duration=1.5)
sound=(-f lavfi -i sine=frequency=440:sample_rate=44100:duration=1.5)
h264=(-c:v libx264 -preset veryslow -crf 40 -pix_fmt yuv420p -threads 1)
h265=(-c:v libx265 -preset medium -crf 42 -pix_fmt yuv420p -tag:v hvc1
      -x265-params log-level=none:pools=1:frame-threads=1:info=0)
aac=(-c:a aac -b:a 24k -ac 1)

run "${picture[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" -movflags +faststart \
    -metadata comment=sample h264-aac.mp4
# The movie header comes last, as in files written in one go.
run "${picture[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" moov-last.mp4
run "${picture[@]}" "${sound[@]}" "${h265[@]}" "${aac[@]}" -movflags +faststart h265-aac.mp4
run "${picture[@]}" "${h264[@]}" -movflags +faststart video-only.mp4
# The same in the larger sizes, each of its width.
for width in 720 1080; do
  large=(-f lavfi -i "testsrc=size=${width}x$((width * 16 / 9)):rate=10:duration=1.5")
  run "${large[@]}" "${sound[@]}" "${h264[@]}" -crf 44 "${aac[@]}" -movflags +faststart \
      "h264-$width.mp4"
  run "${large[@]}" "${sound[@]}" "${h265[@]}" -crf 46 "${aac[@]}" -movflags +faststart \
      "h265-$width.mp4"
done
run "${picture[@]}" "${sound[@]}" "${h264[@]}" -g 10 "${aac[@]}" \
    -movflags +frag_keyframe+empty_moov+default_base_moof fragments.mp4
run "${sound[@]}" "${aac[@]}" -movflags +faststart -f ipod sound.m4a
run "${sound[@]}" -c:a libmp3lame -b:a 32k -ac 1 sound.mp3
# As small as an MP4 with both tracks can be: read at every length by a test.
run -f lavfi -i color=size=16x16:rate=1:duration=1 -f lavfi \
    -i anullsrc=sample_rate=8000:channel_layout=mono -t 1 "${h264[@]}" "${aac[@]}" \
    -movflags +faststart tiny.mp4

still=(-f lavfi -i testsrc2=size=360x640:rate=1:duration=1 -frames:v 1)
run -i picture.svg -vf scale=360:640 -q:v 4 picture.jpg
run -f lavfi -i color=c=teal:size=360x640:rate=1:duration=1 -frames:v 1 picture.png
run "${still[@]}" -c:v libwebp -quality 40 picture.webp
run "${still[@]}" -c:v libaom-av1 -still-picture 1 -crf 45 -cpu-used 8 picture.avif
# FFmpeg writes no HEIC: one H.265 picture, put into the boxes of a still image.
run "${still[@]}" "${h265[@]}" one-frame.mp4
python3 ./heic.py one-frame.mp4 picture.heic
rm one-frame.mp4
