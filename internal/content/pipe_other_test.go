//go:build !unix

package content

import "testing"

func makePipe(t *testing.T, path string)   {}
func makeSocket(t *testing.T, path string) {}
