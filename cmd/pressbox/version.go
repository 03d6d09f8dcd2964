package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.stdout, version())
			return err
		},
	}
}

// version describes this program to people.
func version() string {
	name := "pressbox"
	if info, ok := debug.ReadBuildInfo(); ok {
		v := info.Main.Version
		if v == "" || v == "(devel)" {
			v = "devel"
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					v += " " + s.Value[:min(12, len(s.Value))]
				}
			}
		}
		name += " " + v
	}
	return fmt.Sprintf("%s (%s, %s/%s)", name, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// programDigest names this program for keys: pages are made again when it
// changes. A tagged build is named by its tag, so that machines of different kinds
// agree; any other by what the go command said of its bytes when it linked them.
func programDigest() (string, error) {
	if info, ok := debug.ReadBuildInfo(); ok && tagged(info.Main.Version) {
		return info.Main.Version, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program's own file: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return executableDigest(f)
}

// executableDigest names an executable by its build ID and its size, or by all its bytes
// where it has none. A build ID tells of the bytes; reading them takes longer than
// looking at 10,000 posts.
func executableDigest(f *os.File) (string, error) {
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	start := make([]byte, 64<<10) // ELF has it in a note, others where their text begins
	n, err := io.ReadFull(f, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", err
	}
	if id := buildID(start[:n]); id != "" {
		return fmt.Sprintf("%s:%d", id, info.Size()), nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.MultiReader(bytes.NewReader(start[:n]), f)); err != nil {
		return "", err
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil)), nil
}

// buildID finds a build ID in the beginning of an executable; "" when there is none.
func buildID(b []byte) string {
	const hash, whole = 20, 4*20 + 3
	for at := 0; at+whole <= len(b); at++ {
		if b[at+hash] != '/' { // nearly always; expressions are slow
			continue
		}
		if id := b[at : at+whole]; fourHashes.Match(id) {
			return string(id)
		}
	}
	return ""
}

// What the go command calls an executable: what went into it and into its main package,
// and what came out of each.
var fourHashes = regexp.MustCompile(`^[\w-]{20}(/[\w-]{20}){3}$`)

// tagged reports whether v is a tag, and not a version that the go command made
// up from a commit (v0.0.0-20221101170500-0123456789ab) or from edited files (+dirty).
func tagged(v string) bool {
	return regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`).MatchString(v)
}
