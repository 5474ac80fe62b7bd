#!/bin/bash -eu
# For projects/warpage/ of OSS-Fuzz: the build of ClusterFuzzLite, which is the same.
exec bash -eu "${WARPAGE_SOURCE:-$SRC/warpage}/.clusterfuzzlite/build.sh"
