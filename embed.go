// Package pressbox holds the default theme. go:embed cannot reach upward, so this
// one file stands at the top; the program is in cmd/pressbox.
package pressbox

import "embed"

// Theme is the default theme: templates/ and static/. A site's own file of the
// same name wins.
//
//go:embed all:templates all:static
var Theme embed.FS
