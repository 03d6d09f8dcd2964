//go:build !unix

package content

const openFlags = 0
