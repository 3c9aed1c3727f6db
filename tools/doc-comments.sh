#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The public headers have plain comments; Doxygen takes those with two stars, and a second form
# for what stands behind a member. Prints the header that way; line numbers stay.
sed -E -e 's|^([^/]*[;,{][^/]*)/\*([^*])|\1/**<\2|' -e 's|^( *)/\*([^*]*)|\1/**\2|' \
    -e '1s|/\*\*|/*|' "$1" |
    awk 'NR == 2 && /^\/\*\*/ {sub(/\/\*\*/, "/** @file\n *")} {print}'
