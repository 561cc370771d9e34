@echo off
rem Starts Hearth on Windows. Never run by us so far: see the README.
setlocal
set "IMAGE=%~dp0.."
rem An update lays a version beside this one and names it in versions\current.
set "VERSION="
if exist "%IMAGE%\versions\current" set /p VERSION=<"%IMAGE%\versions\current"
if defined VERSION if exist "%IMAGE%\versions\%VERSION%\bin\hearth.cmd" (
  call "%IMAGE%\versions\%VERSION%\bin\hearth.cmd" %*
  exit /b
)
set "JAVA=%IMAGE%\runtime\bin\java.exe"
if not exist "%JAVA%" if defined HEARTH_JAVA_HOME set "JAVA=%HEARTH_JAVA_HOME%\bin\java.exe"
if not exist "%JAVA%" if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if not exist "%JAVA%" set "JAVA=java.exe"
"%JAVA%" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xmx512m --enable-native-access=ALL-UNNAMED "-Dhearth.image=%IMAGE%" -cp "%IMAGE%\lib\app\*;%IMAGE%\lib\cluster\*" hearth.app.cli.Hearth %*
