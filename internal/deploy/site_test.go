package deploy_test

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
	"pressbox/internal/plan"
)

// files returns a paper as files in path order. They are read when they are opened, as those of a folder are.
func files(p paper) []deploy.File {
	var all []deploy.File
	for name, text := range p {
		all = append(all, deploy.File{
			Path: name, Size: int64(len(text)), Sum: digest.Of([]byte(text)),
			Type: plan.MediaType(name), Cache: "public, max-age=60",
			Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(p[name])), nil },
		})
	}
	slices.SortFunc(all, func(a, b deploy.File) int { return cmp.Compare(a.Path, b.Path) })
	return all
}
