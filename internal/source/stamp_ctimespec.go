//go:build freebsd || darwin || netbsd

package source

import "syscall"

func changeTime(st *syscall.Stat_t) int64 { return st.Ctimespec.Nano() }
