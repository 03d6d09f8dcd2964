package plan

import _ "embed"

// PageSource is page.go as it was written: what templates see, with what is said
// of it, for those who write templates.
//
//go:embed page.go
var PageSource string
