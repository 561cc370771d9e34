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
rem What bin/hearth gives each role, without what only Linux has: huge pages and giving back what C libraries free.
set "ROLE=-Djavafx.animation.pulse=30 -Xmx512m -Xms16m -Xmn4m -Xss512k -XX:-ShrinkHeapInSteps -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3"
for %%R in (bench coordinator job rerun verify wallet) do if "%~1"=="%%R" set "ROLE=-Xmx512m"
if "%~1"=="agent" set "ROLE=-Xmx128m -Xms8m -XX:NewSize=2m -XX:MaxNewSize=6m -XX:NewRatio=4 -Xss512k -XX:-ShrinkHeapInSteps -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 -XX:StringTableSize=2048 -XX:StackShadowPages=10 -XX:MarkSweepDeadRatio=0 -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10"
if "%~1"=="practice" set "ROLE=-Xmx512m -XX:TieredStopAtLevel=1"
if "%~1"=="sim" set "ROLE=-Xmx6g -Xmn512m"
rem The class path as bin/hearth gives it: the agent looks into no jar but its own.
set "CLASSES=%IMAGE%\lib\hearth.jar"
if "%~1"=="agent" set "CLASSES=%IMAGE%\lib\agent.jar"
for %%R in (bench coordinator) do if "%~1"=="%%R" if exist "%IMAGE%\lib\cluster" set "CLASSES=%IMAGE%\lib\hearth.jar;%IMAGE%\lib\cluster\*"
"%JAVA%" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr --enable-native-access=ALL-UNNAMED %ROLE% "-Dhearth.image=%IMAGE%" -cp "%CLASSES%" hearth.app.cli.Hearth %*
