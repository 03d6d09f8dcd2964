package main

import (
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
// agree; any other by the bytes of the executable.
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
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil)), nil
}

// tagged reports whether v is a tag, and not a version that the go command made
// up from a commit (v0.0.0-20221101170500-0123456789ab) or from edited files (+dirty).
func tagged(v string) bool {
	return regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`).MatchString(v)
}
